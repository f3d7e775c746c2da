import { Check, type LucideIcon } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';

const itemClass =
  'flex h-9 cursor-default items-center gap-2 rounded-md px-2 outline-none select-none data-[highlighted]:bg-hover';

/** A menu that opens from a button. */
export function Menu({
  trigger,
  label,
  children,
}: {
  trigger: ReactNode;
  /** Heading inside the menu. */
  label?: ReactNode;
  children: ReactNode;
}): ReactNode {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="appear z-40 max-h-[70dvh] min-w-56 overflow-auto rounded-md border border-line bg-raised p-1 shadow-float"
        >
          {label === undefined ? null : (
            <DropdownMenu.Label className="px-2 py-1.5 text-sm text-muted">
              {label}
            </DropdownMenu.Label>
          )}
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

/** An action of a menu. */
export function MenuItem({
  icon: Icon,
  children,
  onSelect,
}: {
  icon?: LucideIcon;
  children: ReactNode;
  onSelect: () => void;
}): ReactNode {
  return (
    <DropdownMenu.Item className={itemClass} onSelect={onSelect}>
      {Icon === undefined ? null : <Icon aria-hidden size={16} className="text-muted" />}
      {children}
    </DropdownMenu.Item>
  );
}

/** One of several values, of which one holds. */
export function MenuChoice<Value extends string>({
  value,
  options,
  onChange,
}: {
  value: Value;
  options: readonly { value: Value; label: string; icon: LucideIcon }[];
  onChange: (value: Value) => void;
}): ReactNode {
  return (
    <DropdownMenu.RadioGroup
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map(({ value: one, label, icon: Icon }) => (
        <DropdownMenu.RadioItem key={one} value={one} className={itemClass}>
          <Icon aria-hidden size={16} className="text-muted" />
          <span className="flex-1">{label}</span>
          <DropdownMenu.ItemIndicator>
            <Check aria-hidden size={16} />
          </DropdownMenu.ItemIndicator>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}
