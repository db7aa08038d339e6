import type { ReadingKind } from '../codes.ts'
import { type Explanation, lines } from './explanation.ts'

/** What goes wrong before a file has a meaning. */
export const ofReading: Readonly<Record<ReadingKind, Explanation>> = {
  'yaml-syntax': {
    title: 'the text is not valid YAML',
    severity: 'error',
    meaning:
      'The file cannot be read as YAML from this place on. The place is that of the cause as far as it can be known: the quote or bracket that is never closed, the line whose indentation fits nothing. One slip often makes all that follows look wrong, so only the first of each document is shown.',
    example: lines('services:', '  web:', '    image: nginx', '   ports: ["80:80"]   # three spaces instead of four'),
    remedy:
      'Indent with spaces, keys of one mapping in the same column. Put values that hold `: `, ` #` or that begin with one of `@ ` * & ! % { [` in quotes.',
  },
  'duplicate-key': {
    title: 'a key stands twice in one mapping',
    severity: 'error',
    meaning:
      'YAML would let one of the two win in silence, so both places are shown instead. It happens when a block is pasted in or when a service is written a second time further down.',
    example: lines('services:', '  web:', '    image: nginx', '    image: caddy'),
    remedy:
      'Remove one of the two, or join what they hold. To change a service for one machine only, use compose.override.yaml.',
  },
  'unknown-alias': {
    title: 'an alias without an anchor',
    severity: 'error',
    meaning:
      '`*name` repeats the value that was marked with `&name` above it in the same file. There is no such mark, or the alias stands inside the value that it names. Anchors of other files cannot be seen.',
    example: lines('services:', '  web:', '    image: nginx', '    environment: *defaults'),
    remedy:
      'Mark the value with `&defaults` before it is used. A text that begins with `*` needs quotes. To share between files use `extends`.',
  },
  'non-string-key': {
    title: 'a key that is not a text',
    severity: 'error',
    meaning:
      'YAML reads `true:`, `1:`, `null:` or `{{ x }}:` as a key that is a boolean, a number, nothing or a mapping. Keys in compose files are texts.',
    example: lines('services:', '  web:', '    image: nginx', '    environment:', '      TRUE: "1"'),
    remedy: 'Put the key in quotes: `"TRUE": "1"`.',
  },
  'empty-file': {
    title: 'nothing in the compose file',
    severity: 'error',
    meaning: 'All files together hold nothing but comments and blank lines.',
    example: '# services will come here',
    remedy: 'Begin with `services:`, or name another file with `-f`.',
  },
  'file-not-found': {
    title: 'a file does not exist',
    severity: 'error',
    meaning:
      'A compose file, or one that is named by `include`, `extends` or `-f`, is not there. Relative paths of `include` and `extends` start at the folder of the file that names them. Without `-f` a compose.yaml, compose.yml, docker-compose.yml or docker-compose.yaml is looked for in the current folder and those above.',
    example: lines('include:', '  - databse/compose.yaml'),
    remedy: 'Correct the path, create the file, or change into the folder of the project.',
  },
  'file-unreadable': {
    title: 'a file cannot be read',
    severity: 'either',
    meaning: 'The file is there and the system refuses to hand it out: it is a folder, or permissions are missing.',
    example: lines('include:', '  - database   # a folder'),
    remedy: 'Name the file in the folder, or give yourself the permission to read it.',
  },
  'too-large': {
    title: 'more than muster reads',
    severity: 'error',
    meaning:
      'The file, its nesting, or what its aliases expand to is larger than any compose file in use. A few bytes of YAML can stand for billions of values, so there are limits.',
    example: lines(
      'a: &a [x, x, x, x, x, x, x, x, x]',
      'b: &b [*a, *a, *a, *a, *a, *a, *a]',
      'c: [*b, *b, *b, *b]   # and so on',
    ),
    remedy: 'Split the project with `include`, and replace aliases of aliases.',
  },
  'interpolation-syntax': {
    title: 'a variable that cannot be read',
    severity: 'error',
    meaning:
      'After `$` stands neither a name nor one of `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `${NAME:?message}`, `${NAME?message}`, `${NAME:+other}`, `${NAME+other}`. Comments of a file are not looked at, values are.',
    example: lines('services:', '  web:', '    image: nginx:${TAG', '    command: echo ${1st}'),
    remedy: 'Close the brace. For a dollar that is meant as one write `$$`.',
  },
  'variable-required': {
    title: 'a required variable has no value',
    severity: 'error',
    meaning:
      '`${NAME:?message}` demands that NAME is set and not empty, `${NAME?message}` that it is set. Values come from the shell first, then from `--env-file` or `.env`. Files under `env_file` are for containers and fill no variables.',
    example: lines(
      'services:',
      '  db:',
      '    image: postgres',
      '    environment:',
      '      POSTGRES_PASSWORD: ${DB_PASSWORD:?see README}',
    ),
    remedy: 'Set it in the shell or in `.env` beside the compose file, or give a default with `:-`.',
  },
  'variable-unset': {
    title: 'a variable has no value',
    severity: 'warning',
    meaning:
      'The variable is set nowhere, and an empty text takes its place. Each one is told once, where it is used first. Often it is not a variable at all, but a dollar in a password or a command.',
    example: lines('services:', '  web:', '    image: nginx:${TAG}', '    command: sh -c "echo $HOME"'),
    remedy:
      'Set it, or write `${TAG:-latest}`; `${TAG-}` says that empty is fine. A dollar for the container is written `$$HOME`.',
  },
  'several-files': {
    title: 'several compose files to choose from',
    severity: 'warning',
    meaning:
      'The folder holds more than one file with a name that is looked for, and only the first is read: compose.yaml before compose.yml before docker-compose.yml before docker-compose.yaml.',
    example: 'compose.yaml beside docker-compose.yml',
    remedy: 'Remove or rename the others, or name the one that you want with `-f`.',
  },
}
