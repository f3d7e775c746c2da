import type { CommandSpec } from '../command/command-spec.ts';
import { login } from './account/login.ts';
import { logout } from './account/logout.ts';
import { whoami } from './account/whoami.ts';
import { audit } from './audit/list.ts';
import { credentialErase, credentialGet, credentialStore } from './git/credential.ts';
import { installCredential } from './git/install-credential.ts';
import { gitopsHealth } from './gitops/health.ts';
import { helmTemplate } from './helm/template.ts';
import { kubeServe } from './kube/serve.ts';
import { pipelineEval } from './pipeline/eval.ts';
import { create } from './project/create.ts';
import { deleteProject } from './project/delete.ts';
import { deployments } from './project/deployments.ts';
import { listProjects } from './project/list.ts';
import { logs } from './project/logs.ts';
import { metrics } from './project/metrics.ts';
import { open } from './project/open.ts';
import { status } from './project/status.ts';
import { promql } from './promql/query.ts';
import { listRuns } from './run/list.ts';
import { runLog } from './run/log.ts';
import { scaffold } from './scaffold/scaffold.ts';
import { doctor } from './server/doctor.ts';
import { down } from './server/down.ts';
import { up } from './server/up.ts';
import { addMember } from './team/add.ts';
import { createTeam } from './team/create.ts';
import { listTeams } from './team/list.ts';
import { listMembers } from './team/members.ts';
import { removeMember } from './team/remove.ts';
import { listTemplates } from './template/list.ts';
import { showTemplate } from './template/show.ts';
import { listTimelines } from './timeline/list.ts';
import { retry } from './timeline/retry.ts';
import { createToken } from './token/create.ts';
import { listTokens } from './token/list.ts';
import { revokeToken } from './token/revoke.ts';
import { createUser } from './user/create.ts';
import { listUsers } from './user/list.ts';

/** What the first word of a group of commands stands for. */
export const commandGroups: Readonly<Record<string, string>> = {
  run: 'pipeline runs and the logs of their jobs',
  templates: 'what projects are made from',
  team: 'teams and their members',
  user: 'accounts',
  token: 'your API tokens',
  'git-credential': "git's credential helper for the platform (see git-credential install)",
  helm: 'charts, without a platform',
  gitops: 'Kubernetes objects, judged without a platform',
  kube: 'the embedded cluster alone',
  pipeline: 'GitHub Actions workflows, without a platform',
};

/** Every command, in the order of the help. */
export const commands: readonly CommandSpec[] = [
  up,
  down,
  doctor,
  login,
  logout,
  whoami,
  create,
  listProjects,
  status,
  logs,
  open,
  deployments,
  metrics,
  deleteProject,
  listTimelines,
  retry,
  listRuns,
  runLog,
  listTemplates,
  showTemplate,
  listTeams,
  createTeam,
  listMembers,
  addMember,
  removeMember,
  listUsers,
  createUser,
  listTokens,
  createToken,
  revokeToken,
  audit,
  credentialGet,
  credentialStore,
  credentialErase,
  installCredential,
  helmTemplate,
  gitopsHealth,
  kubeServe,
  scaffold,
  pipelineEval,
  promql,
];
