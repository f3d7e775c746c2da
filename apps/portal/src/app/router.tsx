import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { onSignedOut, queryClient } from '../api/query-client.ts';
import { asProblem } from '../api/problem.ts';
import { projectsQuery, sessionQuery, timelineQuery, timelinesQuery } from '../api/queries.ts';
import { SignIn } from '../routes/SignIn.tsx';
import { PageError } from './PageError.tsx';
import { NotFound } from './NotFound.tsx';
import { Shell } from './Shell.tsx';

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** Last part of the breadcrumb. */
    title?: string;
  }
}

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  validateSearch: (search): { token: string } => ({ token: textOf(search['token']) }),
  component: lazyRouteComponent(() => import('../routes/Setup.tsx'), 'Setup'),
});

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { to?: string } => {
    const to = textOf(search['to']);
    // Only addresses of this portal: a link must not lead a person who signs in elsewhere.
    return /^\/(?![/\\])/.test(to) ? { to } : {};
  },
  component: SignIn,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  async beforeLoad({ context: { client }, location }) {
    try {
      await client.ensureQueryData(sessionQuery);
    } catch (error) {
      if (asProblem(error).status !== 401) throw error;
      // oxlint-disable-next-line typescript/only-throw-error -- the router's way to redirect
      throw redirect({
        to: '/sign-in',
        search: location.href === '/' ? {} : { to: location.href },
      });
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  staticData: { title: 'Home' },
  loader: ({ context: { client } }) => {
    void client.prefetchQuery(projectsQuery);
    void client.prefetchQuery(timelinesQuery);
  },
  component: lazyRouteComponent(() => import('../routes/Home.tsx'), 'Home'),
});

const newProject = createRoute({
  getParentRoute: () => shell,
  path: '/new',
  staticData: { title: 'New project' },
  component: lazyRouteComponent(() => import('../routes/NewProject.tsx'), 'NewProject'),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: '/runs/$timeline',
  staticData: { title: 'Run' },
  loader: ({ context: { client }, params }) => {
    void client.prefetchQuery(timelineQuery(params.timeline));
  },
  component: lazyRouteComponent(() => import('../routes/Run.tsx'), 'Run'),
});

const projects = createRoute({
  getParentRoute: () => shell,
  path: '/projects',
  staticData: { title: 'Projects' },
  component: lazyRouteComponent(() => import('../routes/Projects.tsx'), 'Projects'),
});

const project = createRoute({
  getParentRoute: () => shell,
  path: '/projects/$project',
  component: lazyRouteComponent(() => import('../routes/Project.tsx'), 'Project'),
});

const overview = createRoute({
  getParentRoute: () => project,
  path: '/',
  component: lazyRouteComponent(() => import('../routes/ProjectOverview.tsx'), 'ProjectOverview'),
});

const deployments = createRoute({
  getParentRoute: () => project,
  path: '/deployments',
  staticData: { title: 'Deployments' },
  component: lazyRouteComponent(
    () => import('../routes/ProjectDeployments.tsx'),
    'ProjectDeployments',
  ),
});

const environmentSearch = (search: Record<string, unknown>): { environment?: string } => {
  const environment = textOf(search['environment']);
  return environment === '' ? {} : { environment };
};

const logs = createRoute({
  getParentRoute: () => project,
  path: '/logs',
  staticData: { title: 'Logs' },
  validateSearch: environmentSearch,
  component: lazyRouteComponent(() => import('../routes/ProjectLogs.tsx'), 'ProjectLogs'),
});

const metrics = createRoute({
  getParentRoute: () => project,
  path: '/metrics',
  staticData: { title: 'Metrics' },
  validateSearch: environmentSearch,
  component: lazyRouteComponent(() => import('../routes/ProjectMetrics.tsx'), 'ProjectMetrics'),
});

const settings = createRoute({
  getParentRoute: () => project,
  path: '/settings',
  staticData: { title: 'Settings' },
  component: lazyRouteComponent(() => import('../routes/ProjectSettings.tsx'), 'ProjectSettings'),
});

const teams = createRoute({
  getParentRoute: () => shell,
  path: '/teams',
  staticData: { title: 'Teams' },
  component: lazyRouteComponent(() => import('../routes/Teams.tsx'), 'Teams'),
});

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  staticData: { title: 'Account' },
  component: lazyRouteComponent(() => import('../routes/Account.tsx'), 'Account'),
});

const platform = createRoute({
  getParentRoute: () => shell,
  path: '/platform',
  staticData: { title: 'Platform' },
  component: lazyRouteComponent(() => import('../routes/Platform.tsx'), 'Platform'),
});

/** Every page of the portal by its address. */
export const router = createRouter({
  routeTree: root.addChildren([
    setup,
    signIn,
    shell.addChildren([
      home,
      newProject,
      run,
      projects,
      project.addChildren([overview, deployments, logs, metrics, settings]),
      teams,
      account,
      platform,
    ]),
  ]),
  context: { client: queryClient },
  defaultPreload: 'intent',
  scrollRestoration: true,
});

onSignedOut(() => {
  const { href, pathname } = router.state.location;
  if (pathname === '/sign-in') return;
  queryClient.removeQueries({ queryKey: sessionQuery.queryKey });
  void router.navigate({ to: '/sign-in', search: { to: href } });
});

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
