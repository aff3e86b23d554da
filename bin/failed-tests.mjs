// Names the failed tests in JUnit XML files, one a line: "file or class > test: message".
// Plain JavaScript, so that any Node runs it: "./tacet test" asks before it knows whether packages could be fetched.
import { readFileSync } from 'node:fs';

/** Longest line, so that a message full of data does not hide the other names. */
const LONGEST = 300;

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));/gi, (_, hex, decimal, name) =>
    name ? ENTITIES[name.toLowerCase()] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
  );

// "name" is the end of "classname" too.
const attribute = (tag, name) => decode(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '');

/** On one line, without colours and other control characters. */
const flat = (text) =>
  text
    .replace(/\u001B\[[0-9;]*m/g, '')
    .replace(/[\u0000-\u0020\u007F]+/g, ' ')
    .trim();

for (const file of process.argv.slice(2)) {
  const xml = readFileSync(file, 'utf8');
  // A test without anything to say is closed at once, and would else seem to own what the next one says.
  for (const [, test, inside] of xml.matchAll(/<testcase\b([^>]*[^/>])>(.*?)<\/testcase>/gs)) {
    const failure = /<(?:failure|error)\b([^>]*)>/.exec(inside);
    if (!failure) continue;
    const name = [attribute(test, 'classname'), attribute(test, 'name')].filter(Boolean).join(' > ');
    const why = attribute(failure[1], 'message') || attribute(failure[1], 'type');
    // A property names its counterexample, of any length, and only below that what went wrong.
    const [cause] = [...inside.matchAll(/^Caused by: (.*)$/gm)].map(([, text]) => decode(text)).slice(-1);
    console.log(flat(`${name}: ${cause ? `${cause}; ` : ''}${why}`).slice(0, LONGEST));
  }
}
