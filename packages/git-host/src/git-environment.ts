/** Where git finds its programs and the host's own configuration. */
export interface GitEnvironmentOptions {
  readonly path: string;
  readonly home: string;
  readonly configFile: string;
}

/** The whole environment of a git process: nothing of the server's own environment passes. */
export function gitEnvironment(options: GitEnvironmentOptions): Record<string, string> {
  return {
    PATH: options.path,
    HOME: options.home,
    XDG_CONFIG_HOME: options.home,
    LC_ALL: 'C',
    TZ: 'UTC',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: options.configFile,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  };
}
