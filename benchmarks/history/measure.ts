import { runWithEnums } from '../with-enums.ts';

runWithEnums(new URL('moved.ts', import.meta.url));
