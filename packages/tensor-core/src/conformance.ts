export const conformanceCases = []
