import { expect, test } from 'vitest'
import { readDockerfile } from '../../src/lint/dockerfile.ts'
import { wholeFile } from '../../src/lint/inline-text.ts'
import { statementsIn } from '../../src/lint/script.ts'
import { commandsOf, placeOfCommand } from '../../src/lint/shell.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'

/** Words with bars between them. */
function statements(script: string, escape?: string): readonly string[] {
  return statementsIn(script, escape).map(({ words }) => words.map(({ text }) => text).join('|'))
}

test.each<readonly [script: string, found: readonly string[]]>([
  ['a && b || c; d | e & f', ['a', 'b', 'c', 'd', 'e', 'f']],
  ['a&&b||c;d|e', ['a', 'b', 'c', 'd', 'e']],
  [`echo "a && b; c" 'd | e' f\\ g\\;h`, ['echo|a && b; c|d | e|f g;h']],
  ['a \\\n  b \\\n  # no command && c\n\n  && d', ['a|b', 'd']],
  ['a b\nc d', ['a|b', 'c|d']],
  ['a # b && c', ['a']],
  ['a#b', ['a#b']],
  ['a # b \\\n && c', ['a']],
  ['a "b \\\n c"', ['a|b  c']],
  ['if a; then b; elif c; then d; else e; fi', ['a', 'b', 'c', 'd', 'e']],
  ['for x in 1 2; do a "$x"; done', ['for|x|in|1|2', 'a|$x']],
  ['while ! a; do { b; }; done', ['a', 'b']],
  ['(cd x && a) && b', ['cd|x', 'a', 'b']],
  ['case $x in y) a ;; *) b ;; esac', ['case|$x|in|y', 'a', '*', 'b']],
  ['a > b 2>&1 < c >> d &> e && f', ['a', 'f']],
  ['a 2>/dev/null b', ['a|b']],
  ['X=$(a && b; (c)) d "$(e "f)" ; g)"', ['X=$(a && b; (c))|d|$(e "f)" ; g)']],
  ['a ${B:-c;d} `e;f` g', ['a|${B:-c;d}|`e;f`|g']],
  ['cat <<A <<-"B" > c && d\n1; 2\nA\n\t3\n\tB\ne', ['cat', 'd', 'e']],
  ['cat <<< "a;b" && c', ['cat', 'c']],
  ['a "unfinished && b', ['a|unfinished && b']],
  ['', []],
])('the commands of %j', (script, found) => {
  expect(statements(script)).toEqual(found)
})

test('lines go on with the sign of an escape directive', () => {
  expect(statements('a `\n && b', '`')).toEqual(['a', 'b'])
})

test('here-documents belong to the command that reads them, without their ends', () => {
  const [cat, sh] = statementsIn('cat <<A; sh <<-B\none\nA\n\ttwo\n\tB\n')
  expect(cat?.documents.map(({ text }) => text)).toEqual(['one\n'])
  expect(sh?.documents.map(({ text }) => text)).toEqual(['\ttwo\n'])
})

function commands(...lines: readonly string[]): readonly string[] {
  const dockerfile = readDockerfile(wholeFile(sourceFile('Dockerfile', ['FROM x', ...lines].join('\n'))))
  return dockerfile.instructions
    .filter(({ keyword }) => keyword === 'RUN')
    .flatMap(commandsOf)
    .map((command) => {
      const at = placeOfCommand(command)
      const { line = 0, column = 0 } = at === undefined ? {} : lineColumn(at.file, at.start)
      return `${line}:${column} ${command.words.map(({ text }) => text).join(' ')}`
    })
}

test.each<readonly [what: string, lines: readonly string[], found: readonly string[]]>([
  ['several lines', ['RUN --mount=type=cache,target=/c a \\', '  && b'], ['2:34 a', '3:6 b']],
  ['a here-document', ['RUN <<EOF', 'a', 'b && \\', '  c', 'EOF'], ['3:1 a', '4:1 b', '5:3 c']],
  ['one for a shell', ['RUN bash <<EOF', 'a', 'EOF'], ['2:5 bash', '3:1 a']],
  ['one for another program', ['RUN python3 <<EOF', 'import a; b', 'EOF'], ['2:5 python3']],
  ['one with an interpreter', ['RUN <<EOF', '#!/usr/bin/env python3', 'import a', 'EOF'], []],
  ['one that is data', ['RUN cat <<EOF > /f && b', 'a', 'EOF'], ['2:5 cat', '2:23 b']],
  ['a shell in a shell', ['RUN bash -c "a && b"'], ['2:13 a', '2:13 b']],
  ['a list', ['RUN ["/bin/sh", "-ec", "a \\"x;y\\" && b"]'], ['2:24 a x;y', '2:24 b']],
  ['what only starts another', ['RUN A=1 sudo -E env B=2 c d'], ['2:25 c d']],
])('the commands of a RUN with %s, at their places', (_what, lines, found) => {
  expect(commands(...lines)).toEqual(found)
})
