import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { projectsQuery } from '../api/queries.ts';
import { fuzzyFilter } from '../lib/fuzzy.ts';
import { classes } from '../ui/classes.ts';
import { destinations } from './destinations.ts';
import { setTheme } from './theme.ts';
import { Status } from '../ui/Status.tsx';

interface Command {
  id: string;
  label: string;
  kind: string;
  run: () => void;
}

/** The command palette: Ctrl K, or the button in the top bar. */
export function Palette(): ReactNode {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <button
          type="button"
          aria-keyshortcuts="Control+K Meta+K"
          className="inline-flex h-9 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-text sm:border sm:border-control"
        >
          <Search aria-hidden size={18} />
          <span className="sr-only">Command palette: </span>
          <span className="hidden sm:inline">Go to</span>
          <kbd className="hidden font-sans text-xs sm:inline">Ctrl K</kbd>
        </button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="appear fixed inset-x-4 top-[12dvh] z-50 mx-auto max-w-lg overflow-hidden rounded-md border border-line bg-raised shadow-float"
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Commands close={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Commands({ close }: { close: () => void }): ReactNode {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const commands = fuzzyFilter(query, useCommands(), ({ label }) => label).slice(0, 12);
  const chosen = commands[Math.min(active, commands.length - 1)];
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    close();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && commands.length > 0) {
      event.preventDefault();
      setActive((was) => (was + step + commands.length) % commands.length);
    } else if (event.key === 'Enter') run(chosen);
  };
  return (
    <>
      <input
        role="combobox"
        aria-label="Command"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={chosen && `palette-${chosen.id}`}
        placeholder="Go to a project or do something"
        autoComplete="off"
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none"
      />
      {/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events -- the ARIA combobox pattern: the input above keeps the focus and handles the keys, which no native list does */}
      <div
        id="palette-list"
        role="listbox"
        tabIndex={-1}
        aria-label="Commands"
        className="h-72 overflow-auto p-1"
      >
        {commands.map((command) => (
          <div
            key={command.id}
            id={`palette-${command.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={command === chosen}
            onClick={() => run(command)}
            className={classes(
              'flex h-9 cursor-pointer items-center justify-between rounded-md px-3',
              command === chosen ? 'bg-hover inset-ring-1 inset-ring-control' : '',
            )}
          >
            {command.label}
            <span className="text-sm text-muted">{command.kind}</span>
          </div>
        ))}
      </div>
      {/* oxlint-enable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events */}
      <Status className="border-t border-line px-4 py-2 text-sm text-muted">
        {commands.length === 0 ? 'Nothing fits.' : 'Arrow keys choose, Enter opens, Esc closes.'}
      </Status>
    </>
  );
}

function useCommands(): Command[] {
  const navigate = useNavigate();
  const { data: projects = [] } = useQuery(projectsQuery);
  return [
    { id: 'new', label: 'New project', kind: 'Create', run: () => void navigate({ to: '/new' }) },
    ...projects.map(({ name }) => ({
      id: `project-${name}`,
      label: name,
      kind: 'Project',
      run: () => void navigate({ to: '/projects/$project', params: { project: name } }),
    })),
    ...projects.map(({ name }) => ({
      id: `logs-${name}`,
      label: `Logs of ${name}`,
      kind: 'Logs',
      run: () => void navigate({ to: '/projects/$project/logs', params: { project: name } }),
    })),
    ...destinations.map(({ to, label }) => ({
      id: `page-${label.toLowerCase()}`,
      label,
      kind: 'Page',
      run: () => void navigate({ to }),
    })),
    { id: 'account', label: 'Account', kind: 'Page', run: () => void navigate({ to: '/account' }) },
    ...(['light', 'dark', 'system'] as const).map((theme) => ({
      id: `theme-${theme}`,
      label: `Theme: ${theme}`,
      kind: 'Theme',
      run: () => setTheme(theme),
    })),
  ];
}
