import { Late } from '../parts/late.ts';

/** Shared by all who may need it. */
export const verification = new Late(() => import('./late.ts'));
