import { speak } from '../../../src/ui/messages/translate.ts';
import { startInterface } from '../../../src/ui/start.tsx';
import { answerAboutDevices } from '../double/devices.ts';
import { groupsStory } from '../double/groups.ts';
import { mendingStory } from '../double/mending.ts';
import { troublesStory } from '../double/troubles.ts';
import { trustStory } from '../double/trust.ts';
import { firstDayStory, homeStory, lookalikesStory, phaseStory } from '../double/story.ts';
import type { ScriptedMessenger } from '../double/scripted-messenger.ts';

// The real interface over a scripted messenger. `?story=` chooses; the checks reach the script through
// `window.story`. Never part of the production build.

declare global {
  interface Window {
    story: ScriptedMessenger;
    /** Draws what is on screen in German. */
    speakGerman: () => Promise<void>;
  }
}

function choose(name: string): ScriptedMessenger {
  switch (name) {
    case 'welcome':
      return phaseStory({ at: 'welcome' });
    case 'locked':
      return phaseStory({ at: 'locked', username: 'alice', displayName: 'Alice Moreau' });
    case 'removed':
      return phaseStory({ at: 'removed', username: 'alice', displayName: 'Alice Moreau' });
    case 'other-tab':
      return phaseStory({ at: 'other-tab' });
    case 'broken':
      return phaseStory({ at: 'broken', failure: { code: 'storage-damaged' } });
    case 'lookalikes':
      return lookalikesStory(Date.now());
    case 'first-day':
      return firstDayStory();
    case 'mending':
      return mendingStory(Date.now());
    case 'trust':
      return trustStory(Date.now());
    case 'troubles':
      return troublesStory(Date.now());
    case 'groups':
      return groupsStory(Date.now());
    default:
      return homeStory(Date.now());
  }
}

const root = document.getElementById('app');
if (root === null) throw new TypeError('the page has no #app');
window.speakGerman = async () => speak('de', (await import('../../../src/ui/messages/de.ts')).de);
window.story = choose(new URLSearchParams(location.search).get('story') ?? 'home');
answerAboutDevices(window.story, Date.now());
// `?kept=no` is a browser that cannot keep the client.
await startInterface(
  window.story,
  root,
  Promise.resolve(new URLSearchParams(location.search).get('kept') !== 'no'),
);
