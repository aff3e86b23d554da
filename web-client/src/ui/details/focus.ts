/** To the heading of the details: they were opened, or what had the focus is gone. */
export function focusDetails(): void {
  document.getElementById('details-title')?.focus();
}
