/** Requests made from the OpenAPI document: right ones, nearly right ones, and such as only an enemy sends. */
import type { Lots } from '../lots.ts';
import type { ApiDocument, Operation, Schema } from './document.ts';
import type { Scene } from './scenes.ts';
import { HEADERS, HUGE_BYTES, OTHER_TYPES, STRANGE, VERBS, WRONG } from './strange.ts';

/** Ids and keys that exist, so that some requests get past the first check. */
export interface Pool {
  readonly accountIds: readonly string[];
  readonly deviceIds: readonly string[];
  readonly roomIds: readonly string[];
  readonly usernames: readonly string[];
  readonly authenticationKeys: readonly string[];
}

/** Whose token a request carries. */
export type Bearer = 'login' | 'program' | 'none' | 'garbage' | 'scene';

export interface Case {
  readonly operation: Operation;
  /** How it was made, for whoever reads a failure. */
  readonly kind: 'right' | 'nearly' | 'hostile';
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  readonly bearer: Bearer;
  /** Whether something was appended to the path, which may make it another call, or none. */
  readonly appended: boolean;
}

export class CaseMaker {
  private readonly document: ApiDocument;
  private readonly pool: Pool;
  private readonly lots: Lots;
  private known: Scene['values'] = {};

  constructor(document: ApiDocument, pool: Pool, lots: Lots) {
    this.document = document;
    this.pool = pool;
    this.lots = lots;
  }

  draws(): Operation {
    return this.oneOf(this.document.operations);
  }

  /** With what was prepared for it: it should succeed. */
  prepared(operation: Operation, { values, headers = {} }: Scene): Case {
    this.known = values;
    return this.assembled(operation, 'right', { headers, bearer: 'scene' });
  }

  make(operation: Operation): Case {
    const lot = this.lots(100);
    if (lot < 45) return this.right(operation);
    return lot < 80 ? this.nearly(operation) : this.hostile(operation);
  }

  private right(operation: Operation): Case {
    return this.assembled(operation, 'right', {});
  }

  /** One thing about it is wrong, or may be. */
  private nearly(operation: Operation): Case {
    const { body, parameters } = operation;
    if (body !== undefined && (parameters.length === 0 || this.chance(70))) {
      return this.assembled(operation, 'nearly', { value: this.bent(this.value(body.schema)) });
    }
    if (parameters.length > 0)
      return this.assembled(operation, 'nearly', { strange: this.oneOf(parameters).name });
    return this.assembled(operation, 'nearly', { query: `?${this.strange(true)}=${this.strange(true)}` });
  }

  private hostile(operation: Operation): Case {
    const ways: (() => Parameters<CaseMaker['assembled']>[2])[] = [
      () => ({ bearer: this.oneOf(['none', 'garbage'] as const) }),
      () => ({ method: this.oneOf(VERBS) }),
      () => ({ headers: { accept: this.oneOf(['text/html', 'application/xml', 'nonsense', '*/*;q=0']) } }),
      () => ({ bytes: this.garbledBody(operation) }),
      () => ({ headers: { 'content-type': this.oneOf(OTHER_TYPES) } }),
      () => ({
        headers: { 'x-tacet-client-address': this.oneOf(HEADERS), cookie: '__Host-tacet-refresh=AAAA' },
      }),
      () => ({ suffix: this.oneOf(['/', '/x', ';a=b', '%00', '%2f', '.json', '%5c']) }),
    ];
    return this.assembled(operation, 'hostile', this.oneOf(ways)());
  }

  private assembled(
    operation: Operation,
    kind: Case['kind'],
    {
      value,
      bytes,
      method = operation.method,
      strange,
      query = '',
      suffix = '',
      headers = {},
      bearer = this.chance(25) ? 'program' : 'login',
    }: {
      readonly value?: unknown;
      readonly bytes?: Uint8Array;
      readonly method?: string;
      readonly strange?: string;
      readonly query?: string;
      readonly suffix?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly bearer?: Bearer;
    },
  ): Case {
    // Neither has a body that fetch would send.
    const mayHaveBody = method !== 'get' && method !== 'head';
    const described = operation.body !== undefined && mayHaveBody;
    const json = value ?? (described && bytes === undefined ? this.value(operation.body.schema) : undefined);
    const whole = bytes ?? (json === undefined ? undefined : new TextEncoder().encode(JSON.stringify(json)));
    const body = mayHaveBody ? whole : undefined;
    return {
      operation,
      kind,
      method: method.toUpperCase(),
      path: `${this.filled(operation, strange)}${suffix}${this.query(operation, strange, query)}`,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        'tacet-client': '1',
        ...this.described(operation, strange),
        ...headers,
      },
      body,
      bearer,
      appended: suffix !== '',
    };
  }

  private described(operation: Operation, strange: string | undefined): Record<string, string> {
    const of = operation.parameters.filter(({ in: where }) => where === 'header' && this.chance(20));
    return Object.fromEntries(
      of.map(({ name }) => [name, name === strange ? this.oneOf(['', '*', '"', 'W/"x"', 'ä']) : '"known"']),
    );
  }

  private filled(operation: Operation, strange: string | undefined): string {
    return operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = operation.parameters.find((each) => each.name === name);
      if (parameter === undefined) throw new Error(`${operation.id} does not describe ${name}`);
      const value = name === strange ? this.strange(true) : String(this.value(parameter.schema, name));
      return encodeURIComponent(value);
    });
  }

  private query(operation: Operation, strange: string | undefined, own: string): string {
    const pairs = operation.parameters
      .filter(({ in: where, required }) => where === 'query' && (required || this.chance(60)))
      .flatMap(({ name, schema }) => {
        const value = name === strange ? this.strange(false) : String(this.value(schema, name));
        const pair = `${name}=${encodeURIComponent(value)}`;
        return name === strange && this.chance(20) ? [pair, pair] : [pair];
      });
    return pairs.length === 0 ? own : `?${pairs.join('&')}`;
  }

  /** A value that the schema allows. */
  private value(given: Schema, name = ''): unknown {
    if (Object.hasOwn(this.known, name)) return this.known[name];
    const schema = this.document.resolved(given);
    if (schema.enum !== undefined) return this.oneOf(schema.enum);
    switch (schema.type) {
      case 'object': {
        const members = Object.entries(schema.properties ?? {}).filter(
          ([member]) => schema.required?.includes(member) === true || this.chance(50),
        );
        return Object.fromEntries(members.map(([member, inner]) => [member, this.value(inner, member)]));
      }
      case 'array': {
        const { minItems = 0, maxItems = 4, items } = schema;
        if (items === undefined) return [];
        const count = this.chance(3) ? maxItems : Math.min(maxItems, minItems + this.lots(4));
        return Array.from({ length: count }, () => this.value(items, name));
      }
      case 'integer': {
        const { minimum = 0, maximum = minimum + 1_000_000 } = schema;
        // Who waits for long tries little.
        if (name === 'wait') return this.lots(2);
        return this.chance(30) ? this.oneOf([minimum, maximum]) : minimum + this.lots(maximum - minimum + 1);
      }
      case 'boolean':
        return this.chance(50);
      case undefined:
      default:
        return this.text(schema, name);
    }
  }

  private text(schema: Schema, name: string): string {
    if (schema.format === 'uuid') return this.id(name);
    if (schema.description?.endsWith('as base64url') === true) return this.bytes(schema, name);
    if (name === 'username' || name === 'name')
      return this.chance(50) ? this.oneOf(this.pool.usernames) : `n${this.hex(8)}`;
    const { minLength = 1, maxLength = 30 } = schema;
    return 'A b-c'.repeat(10).slice(0, minLength + this.lots(Math.min(maxLength, 30) - minLength + 1));
  }

  private id(name: string): string {
    const known = { accountId: 'accountIds', deviceId: 'deviceIds', roomId: 'roomIds' } as const;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- looked up, and maybe not there
    const list = known[name as keyof typeof known] as (typeof known)[keyof typeof known] | undefined;
    if (list !== undefined && this.chance(70)) return this.oneOf(this.pool[list]);
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-8${this.hex(3)}-${this.hex(12)}`;
  }

  private bytes({ minLength = 0, maxLength = 64 }: Schema, name: string): string {
    if (/authenticationKey$/i.test(name) && this.chance(60)) return this.oneOf(this.pool.authenticationKeys);
    const length = this.chance(3)
      ? maxLength
      : minLength + this.lots(Math.min(maxLength - minLength, 120) + 1);
    const count = Math.floor((length * 3) / 4);
    return Buffer.from(Array.from({ length: count }, () => this.lots(256))).toString('base64url');
  }

  /** The value with one place in it replaced, taken out or added. */
  private bent(value: unknown): unknown {
    if (typeof value !== 'object' || value === null || this.chance(15)) return this.oneOf(WRONG);
    if (Array.isArray(value)) {
      if (value.length === 0 || this.chance(20))
        return Array.from({ length: this.lots(300) }, () => value[0] ?? 'AAAA');
      const at = this.lots(value.length);
      return value.map((each: unknown, index) => (index === at ? this.bent(each) : each));
    }
    const members = Object.entries(value);
    const way = this.lots(10);
    if (way === 0 || members.length === 0)
      return { ...value, [this.oneOf(['__proto__x', 'extra', '', 'é'])]: 1 };
    const [name, inner]: [string, unknown] = this.oneOf(members);
    if (way <= 2) return Object.fromEntries(members.filter(([each]) => each !== name));
    return { ...value, [name]: this.bent(inner) };
  }

  private garbledBody({ body }: Operation): Uint8Array {
    const whole = new TextEncoder().encode(JSON.stringify(body === undefined ? {} : this.value(body.schema)));
    const ways: (() => Uint8Array)[] = [
      () => whole.slice(0, this.lots(whole.length + 1)),
      () => whole.map((byte, index) => (index === this.lots(whole.length) ? 0xff : byte)),
      () => new TextEncoder().encode('['.repeat(3_000)),
      () => new TextEncoder().encode(`{"a":"${'x'.repeat(HUGE_BYTES)}"}`),
      () => new Uint8Array([0xef, 0xbb, 0xbf, ...whole]),
      () => new Uint8Array(0),
      () => new TextEncoder().encode(`${new TextDecoder().decode(whole)} {}`),
      () => new TextEncoder().encode('{"username":"a","username":"b"}'),
    ];
    return this.oneOf(ways)();
  }

  /** @param inPath one that stays one part of a path */
  private strange(inPath: boolean): string {
    const text = this.oneOf(STRANGE);
    return inPath && /^\s*$/.test(text) ? 'x' : text;
  }

  private hex(digits: number): string {
    return Array.from({ length: digits }, () => this.lots(16).toString(16)).join('');
  }

  private chance(percent: number): boolean {
    return this.lots(100) < percent;
  }

  private oneOf<T>(of: readonly T[]): T {
    const drawn = of[this.lots(of.length)];
    if (drawn === undefined) throw new Error('nothing to draw from');
    return drawn;
  }
}
