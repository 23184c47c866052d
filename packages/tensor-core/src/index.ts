/* PyTorch's tensors for JavaScript: every op as a function and as a method. */
import { installMethods } from './methods'

installMethods()

export * from './ops'
