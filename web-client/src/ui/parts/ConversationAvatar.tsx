import type { JSX } from 'preact';
import type { ConversationView } from '../../messenger/port.ts';
import { useOnline } from '../home/use-online.ts';
import { Avatar } from './Avatar.tsx';

interface ConversationAvatarProps {
  readonly view: ConversationView;
  readonly name: string;
  readonly size?: 'large';
}

/** The person, and whether they are here; or the group. */
export function ConversationAvatar({ view, name, ...size }: ConversationAvatarProps): JSX.Element {
  const online = useOnline(view);
  if (view.kind === 'group') return <Avatar id={view.roomId} name={name} group {...size} />;
  return <Avatar id={view.person.username} name={name} online={online} {...size} />;
}
