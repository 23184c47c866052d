/* Pieces of shader text that many kernels begin with. */

/** How many threads a flat kernel's workgroup has. */
export const GROUP_SIZE = 64

/** The number of a workgroup in a count that was folded over x and y (see `Program.workgroups`). */
export const FLAT_GROUP = `
fn flat_group(group: vec3<u32>, groups: vec3<u32>) -> u32 {
  return group.x + group.y * groups.x;
}
`
