import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu, MenuChoice } from '../ui/Menu.tsx';
import { setTheme, useTheme } from './theme.ts';

const options = [
  { value: 'light', label: 'Light', icon: Sun },
  { value: 'dark', label: 'Dark', icon: Moon },
  { value: 'system', label: 'As the system', icon: Monitor },
] as const;

/** Chooses light, dark or the system's theme. */
export function ThemeMenu(): ReactNode {
  const theme = useTheme();
  const icon = options.find(({ value }) => value === theme)?.icon ?? Monitor;
  return (
    <Menu trigger={<IconButton label="Theme" icon={icon} />}>
      <MenuChoice value={theme} options={options} onChange={setTheme} />
    </Menu>
  );
}
