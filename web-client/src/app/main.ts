import { showInsecure, startInterface } from '../ui/start.tsx';
import { startMessenger } from './start-messenger.ts';

const root = document.getElementById('app');
if (root === null) throw new TypeError('the page has no #app');

// Without a secure context the browser offers no cryptography at all: say so instead of failing later.
if (isSecureContext) {
  const { messenger, kept } = startMessenger();
  await startInterface(messenger, root, kept);
} else showInsecure(root);
