import type { TestProject } from 'vitest/node';
import { servePage } from './serve-page.ts';

/** Before the first test file and after the last. Nothing is built unless a test asks for the page. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const page = await servePage();
  project.provide('pageUrl', page.url);
  return () => page.close();
}
