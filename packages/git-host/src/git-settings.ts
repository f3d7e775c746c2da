/** What the host asks of git for every repository; none of it can be overridden by a push. */
export interface GitSettings {
  /** Refuse pushes that rewrite a branch. Default false. */
  readonly denyNonFastForwards?: boolean;
  /** Refuse pushes that delete a branch or tag. Default false. */
  readonly denyDeletes?: boolean;
  /** The largest pack a push may send, in bytes. Default 512 MiB. */
  readonly maxPushBytes?: number;
}

const DEFAULT_MAX_PUSH_BYTES: number = 512 * 1024 * 1024;

/** The text of the one configuration file that the host's git processes read. */
export function gitConfiguration(settings: GitSettings, hooksDirectory: string): string {
  return [
    '[safe]',
    // Only folders below the host's own root are ever opened.
    '\tdirectory = *',
    '[core]',
    `\thooksPath = ${quote(hooksDirectory)}`,
    // The reflog keeps who moved a ref, so that an event can name the pusher after a crash.
    '\tlogAllRefUpdates = always',
    '\tautocrlf = false',
    '\tfsync = committed',
    '\tfsyncMethod = batch',
    '[transfer]',
    '\tfsckObjects = true',
    '[receive]',
    '\tfsckObjects = true',
    // Housekeeping would outlive the request in the background.
    '\tautogc = false',
    `\tdenyNonFastForwards = ${settings.denyNonFastForwards ?? false}`,
    `\tdenyDeletes = ${settings.denyDeletes ?? false}`,
    `\tmaxInputSize = ${settings.maxPushBytes ?? DEFAULT_MAX_PUSH_BYTES}`,
    '[gc]',
    '\tauto = 0',
    '[uploadpack]',
    '\tallowFilter = true',
    '[advice]',
    '\tdetachedHead = false',
    '',
  ].join('\n');
}

function quote(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
