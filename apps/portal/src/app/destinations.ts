import { Boxes, House, LayoutTemplate, Server, Users, type LucideIcon } from 'lucide-react';

/** The rail's destinations; each exists and works. */
export const destinations = [
  { to: '/', label: 'Home', icon: House },
  { to: '/projects', label: 'Projects', icon: Boxes },
  { to: '/new', label: 'Templates', icon: LayoutTemplate },
  { to: '/teams', label: 'Teams', icon: Users },
  { to: '/platform', label: 'Platform', icon: Server },
] as const satisfies readonly { to: string; label: string; icon: LucideIcon }[];
