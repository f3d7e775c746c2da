import type { Schemas } from '@fairway/api-client';

/** The API's vocabulary under the names that pages use. */
export type Project = Schemas['Project'];
export type Timeline = Schemas['Timeline'];
export type TimelineStep = Schemas['TimelineStep'];
export type Failure = Schemas['Failure'];
export type Environment = Schemas['EnvironmentSummary'];
export type Pod = Schemas['PodSummary'];
export type Deployment = Schemas['Deployment'];
export type Session = Schemas['Session'];
export type Team = Schemas['Team'];
export type TeamRole = Schemas['TeamMember']['role'];
export type Template = Schemas['Template'];
export type TemplatePreview = Schemas['TemplatePreview'];
export type Dashboard = Schemas['Dashboard'];
export type Panel = Schemas['Panel'];
