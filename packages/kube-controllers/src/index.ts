export {
  startControllers,
  type Controllers,
  type ControllersOptions,
} from './start-controllers.ts';
export type { Logger } from './runtime/logger.ts';
