import type { ReactNode } from 'react';
import { Card } from '../../ui/Card.tsx';
import { CopyLine } from '../../ui/CopyLine.tsx';

/** How to get the repository onto one's own machine. */
export function CloneCard({ repositoryUrl }: { repositoryUrl: string | undefined }): ReactNode {
  return (
    <Card title="Work on it" className="min-h-80">
      <div className="flex flex-col gap-3">
        <p>
          Once on each machine, let git sign in with your Fairway account (after{' '}
          <code className="font-mono text-sm">fairway login</code>):
        </p>
        <CopyLine text="fairway git-credential install" label="Copy the command" />
        <p>Then clone. Each push to the main branch runs the pipeline and goes live.</p>
        <CopyLine text={`git clone ${repositoryUrl ?? '…'}`} label="Copy the clone command" />
      </div>
    </Card>
  );
}
