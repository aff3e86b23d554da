/** The OpenAPI document: its calls, and what an answer to one of them may be. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';

const FILE = resolve(import.meta.dirname, '../../../contracts/openapi/tacet.yaml');
const NAME = 'tacet';

export const PROBLEM = 'application/problem+json';
export const JSON_TYPE = 'application/json';

/** What of a JSON Schema the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly pattern?: string;
  readonly format?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly examples?: readonly unknown[];
}

export interface Media {
  readonly schema: Schema;
  readonly example?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

interface Answer {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content?: Readonly<Record<string, Media>>;
}

interface Described {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

interface Written {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Answer>>;
    readonly headers: Readonly<Record<string, { readonly required?: boolean; readonly schema: Schema }>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

/** A header that an answer may have. */
interface NamedHeader {
  readonly name: string;
  readonly required: boolean;
  readonly integer: boolean;
  /** Of the schema of its value. */
  readonly pointer: string;
}

/** One call of the document. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Whether it needs a token, and with which scopes; `tacet` means that only a login will do. */
  readonly scopes: readonly string[] | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: Media | undefined;
  readonly responses: ReadonlyMap<number, { readonly media: string; readonly content: Media } | undefined>;
  /** Where in the document it stands, as a JSON pointer. */
  readonly pointer: string;
}

export class ApiDocument {
  readonly operations: readonly Operation[];
  private readonly written: Written;
  private readonly strict: Ajv2020;
  private readonly compiled = new Map<string, ValidateFunction>();

  private constructor(written: Written) {
    this.written = written;
    this.strict = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    this.strict.addSchema({ ...closed(written) }, NAME);
    this.operations = Object.entries(written.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, described]) => this.described(path, method, described)),
    );
  }

  static async read(): Promise<ApiDocument> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own validator runs over it first, see api.story.ts
    return new ApiDocument(parse(await readFile(FILE, 'utf8')) as Written);
  }

  static get file(): string {
    return FILE;
  }

  /** The call of a path, as it is written in the document, by method. */
  operation(path: string, method: string): Operation | undefined {
    return this.operations.find((each) => each.path === path && each.method === method);
  }

  /** The schema itself, where another one was referred to. */
  resolved(schema: Schema): Schema {
    const name = schema.$ref?.replace('#/components/schemas/', '');
    const found = name === undefined ? schema : this.written.components.schemas[name];
    if (found === undefined) throw new Error(`the document has no schema ${name}`);
    return found;
  }

  /** What is wrong with a value, held against the schema at a JSON pointer; nothing else than what is described may be in it. */
  wrong(pointer: string, value: unknown): string | undefined {
    let validate = this.compiled.get(pointer);
    if (validate === undefined) {
      validate = this.strict.compile({ $ref: `${NAME}#${pointer}` });
      this.compiled.set(pointer, validate);
    }
    return validate(value) ? undefined : this.strict.errorsText(validate.errors);
  }

  /** JSON pointer to the schema of an answer. */
  answerSchema(operation: Operation, status: number, media: string): string {
    const described = this.written.paths[operation.path]?.[operation.method]?.responses[status];
    const shared = described?.$ref?.slice(1);
    return `${shared ?? `${operation.pointer}/responses/${status}`}/content/${escaped(media)}/schema`;
  }

  /** What an answer has to say, or may, beside its body. */
  headers(operation: Operation, status: number): readonly NamedHeader[] {
    const answer = this.written.paths[operation.path]?.[operation.method]?.responses[status];
    return Object.entries(this.answer(answer)?.headers ?? {}).map(([name, { $ref }]) => {
      const header = this.written.components.headers[$ref.replace('#/components/headers/', '')];
      if (header === undefined) throw new Error(`the document has no ${$ref}`);
      const { required = false, schema } = header;
      return { name, required, integer: schema.type === 'integer', pointer: `${$ref.slice(1)}/schema` };
    });
  }

  private described(path: string, method: string, described: Described): Operation {
    const needed = described.security.flatMap((way) => way['accessToken'] ?? []);
    return {
      id: described.operationId,
      method,
      path,
      scopes: needed.length === 0 ? undefined : needed,
      parameters: (described.parameters ?? []).map((each) => this.parameter(each)),
      body: described.requestBody?.content[JSON_TYPE],
      responses: new Map(
        Object.entries(described.responses).map(([status, answer]) => [Number(status), this.content(answer)]),
      ),
      pointer: `/paths/${escaped(path)}/${method}`,
    };
  }

  private parameter(given: Parameter | { readonly $ref: string }): Parameter {
    if (!('$ref' in given)) return given;
    const found = this.written.components.parameters[given.$ref.replace('#/components/parameters/', '')];
    if (found === undefined) throw new Error(`the document has no ${given.$ref}`);
    return found;
  }

  private content(answer: Answer): { media: string; content: Media } | undefined {
    const [entry] = Object.entries(this.answer(answer)?.content ?? {});
    return entry && { media: entry[0], content: entry[1] };
  }

  private answer(given: Answer | undefined): Answer | undefined {
    const name = given?.$ref?.replace('#/components/responses/', '');
    return name === undefined ? given : this.written.components.responses[name];
  }
}

function escaped(text: string): string {
  return encodeURIComponent(text.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/** Clients pass over members that they do not know; here an answer must have none. */
function closed<T>(part: T): T {
  if (Array.isArray(part)) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same list, mapped
    return part.map(closed) as T;
  }
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(
    Object.entries(part).map(([name, value]) => [name, closed<unknown>(value)]),
  );
  const isClosed = inner['type'] === 'object' && 'properties' in inner;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same object, mapped
  return (isClosed ? { additionalProperties: false, ...inner } : inner) as T;
}
