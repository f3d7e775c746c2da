import type { TemplateLocation } from '@fairway/go-template';

/** Why a chart could not be loaded or rendered; stable, for programs. */
export type HelmErrorCode =
  | 'CHART_INVALID'
  | 'CHART_UNSAFE'
  | 'VALUES_INVALID'
  | 'DEPENDENCY_MISSING'
  | 'KUBE_VERSION_UNSUPPORTED'
  | 'TEMPLATE_INVALID'
  | 'TEMPLATE_FAILED'
  | 'MANIFEST_INVALID'
  | 'LIMIT_EXCEEDED';

/** What else is known of a {@link HelmError}. */
export interface HelmErrorDetails {
  /** The file in the chart, as in `chart/templates/x.yaml`. */
  readonly file?: string;
  /** The place in a template, with the line itself. */
  readonly location?: TemplateLocation;
  readonly cause?: unknown;
}

/**
 * Everything this package throws on purpose. All codes but `LIMIT_EXCEEDED` are the chart's or the
 * values' fault; the message is helm's own where helm has one.
 */
export class HelmError extends Error {
  override readonly name = 'HelmError';
  readonly code: HelmErrorCode;
  readonly file: string | undefined;
  readonly location: TemplateLocation | undefined;

  constructor(code: HelmErrorCode, message: string, details: HelmErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.file = details.file ?? details.location?.template;
    this.location = details.location;
  }
}
