/** Enter ends a composition, of Chinese or Japanese for example: Safari tells so after it has ended, and only by this code. */
const COMPOSITION_KEY_CODE = 229;

/** Whether the key belongs to an input method, not to us. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === COMPOSITION_KEY_CODE;
}
