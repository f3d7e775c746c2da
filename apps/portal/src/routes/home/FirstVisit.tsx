import { Link } from '@tanstack/react-router';
import { Rocket } from 'lucide-react';
import type { ReactNode } from 'react';
import { buttonClass } from '../../ui/Button.tsx';

/** The one card of somebody who has no project yet. */
export function FirstVisit(): ReactNode {
  return (
    <section className="flex flex-col items-start gap-3 rounded-md border border-line bg-surface p-6">
      <Rocket aria-hidden size={24} className="text-accent" />
      <h2 className="text-lg font-semibold">Create your first project, about 10 seconds</h2>
      <p className="max-w-prose text-muted">
        Choose a template and a name. Fairway makes the repository, runs the pipeline, deploys the
        result, and gives you an address that answers.
      </p>
      <Link to="/new" className={buttonClass('primary')}>
        Choose a template
      </Link>
    </section>
  );
}
