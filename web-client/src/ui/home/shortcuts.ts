import { useEffect } from 'preact/hooks';
import type { Signal } from '@preact/signals';
import { arrangeConversations, neighbour } from '../../viewmodel/home/conversation-list.ts';
import { isComposing } from '../browser/keys.ts';
import type { Tacet } from '../../viewmodel/tacet.ts';

/** Ctrl or ⌘ + K searches, Alt + ↑ ↓ changes the conversation, Escape goes back. */
export function useShortcuts(tacet: Tacet, search: Signal<string>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (isComposing(event) || document.querySelector('dialog[open]') !== null) return;
      if (handle(event, tacet, search)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** True when the key was ours. */
function handle(event: KeyboardEvent, tacet: Tacet, search: Signal<string>): boolean {
  const { key, altKey, ctrlKey, metaKey } = event;
  const { roomId, details } = tacet.navigation.route.peek();
  if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') {
    const field = document.getElementById('search');
    field?.focus();
    return field !== null;
  }
  if (altKey && !ctrlKey && !metaKey && (key === 'ArrowUp' || key === 'ArrowDown')) {
    const arranged = arrangeConversations(tacet.snapshot.peek().conversations, search.peek());
    const next = neighbour(arranged, roomId, key === 'ArrowUp' ? -1 : 1);
    if (next !== null) tacet.openConversation(next);
    return next !== null;
  }
  if (key !== 'Escape' || event.defaultPrevented) return false;
  if (search.peek() !== '') {
    search.value = '';
    return true;
  }
  if (details) tacet.navigation.close({ details: false });
  else if (roomId !== null) tacet.navigation.close({ roomId: null });
  return roomId !== null;
}
