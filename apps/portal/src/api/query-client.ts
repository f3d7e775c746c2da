import { QueryCache, QueryClient } from '@tanstack/react-query';
import { asProblem, Problem } from './problem.ts';

const listeners = new Set<() => void>();

/** Calls back when the server says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): void {
  listeners.add(listener);
}

/** The cache of everything that the API said. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError(error, query) {
      if (query.queryKey[0] === 'session' || asProblem(error).status !== 401) return;
      for (const listener of listeners) listener();
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => count < 2 && !(error instanceof Problem && isFinal(error.status)),
    },
  },
});

/** The server said no: asking again changes nothing. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 429;
}
