import { describe, expect, it } from 'vitest'
import { type Given, textOf, web } from './helper.ts'

describe('explain shows every layer, the strongest first:', () => {
  const rules: readonly (Given & { readonly rule: string; readonly path: string; readonly text: string })[] = [
    {
      rule: 'an override file beats the base',
      files: {
        'compose.yaml': web('    hostname: base\n'),
        'compose.override.yaml': 'services: { web: { hostname: over } }',
      },
      path: 'services.web.hostname',
      text: `services.web.hostname: over
* compose.override.yaml:1:30  over  the last file that sets it
  compose.yaml:4:15           base  a later file sets it, too
`,
    },
    {
      rule: 'a service beats the one that it extends, across files',
      files: {
        'compose.yaml': web('    hostname: own\n    extends: { file: base.yaml, service: b }\n'),
        'base.yaml': 'services: { b: { hostname: b, extends: a }, a: { hostname: a } }',
      },
      path: 'services.web.hostname',
      text: `services.web.hostname: own
* compose.yaml:4:15  own  a service beats the one that it extends
  base.yaml:1:28     b    the service that extends it sets it, too  extended at compose.yaml:5:14
  base.yaml:1:60     a    the service that extends it sets it, too  extended at base.yaml:1:40
`,
    },
    {
      rule: 'a value may come from the extended service alone',
      files: { 'compose.yaml': web('    extends: base\n  base: { image: y, hostname: b }\n') },
      path: 'services.web.hostname',
      text: `services.web.hostname: b
* compose.yaml:5:31  b  the only place that sets it  extended at compose.yaml:4:14
`,
    },
    {
      rule: 'an included file names the place of its include',
      files: { 'compose.yaml': 'include: [inc.yaml]', 'inc.yaml': web('') },
      path: 'services.web.image',
      text: `services.web.image: x
* inc.yaml:3:12  x  the only place that sets it  included at compose.yaml:1:11
`,
    },
    {
      rule: 'environment beats env files, of which the last wins',
      files: {
        'compose.yaml': web('    env_file: [a.env, b.env]\n    environment: { A: own }\n'),
        'a.env': 'A=a\nB=a\n',
        'b.env': '# comment\nA=b\nB=b\n',
      },
      path: 'services.web.environment.A',
      text: `services.web.environment.A: own
* compose.yaml:5:23  own  the compose file beats files of values
  b.env:2:1          b    the compose file sets it, too           named at compose.yaml:4:23
  a.env:1:1          a    the compose file sets it, too           named at compose.yaml:4:16
`,
    },
    {
      rule: 'of env files the last one wins',
      files: {
        'compose.yaml': web('    env_file: [a.env, b.env]\n'),
        'a.env': 'B=a\n',
        'b.env': 'B=b\n',
      },
      path: 'services.web.environment.B',
      text: `services.web.environment.B: b
* b.env:1:1  b  the last file that sets it  named at compose.yaml:4:23
  a.env:1:1  a  a later file sets it, too   named at compose.yaml:4:16
`,
    },
    {
      rule: 'labels come from label files, keys with dots need no quotes',
      files: { 'compose.yaml': web('    label_file: l\n'), l: 'com.example.a=1\n' },
      path: 'services.web.labels.com.example.a',
      text: `services.web.labels.com.example.a: 1
* l:1:1  1  the only place that sets it  named at compose.yaml:4:17
`,
    },
    {
      rule: '!reset removes what was set before',
      files: {
        'compose.yaml': web('    environment: { A: "1" }\n'),
        'compose.override.yaml': 'services: { web: { environment: { A: !reset null } } }',
      },
      path: 'services.web.environment.A',
      text: `services.web.environment.A is not in the model
  compose.override.yaml:1:45  null  \`!reset\` removes what was before
  compose.yaml:4:23           1     removed by \`!reset\`
`,
    },
    {
      rule: '!override replaces what was set before',
      files: {
        'compose.yaml': web('    environment: { A: "1" }\n'),
        'compose.override.yaml': 'services: { web: { environment: !override { A: "2" } } }',
      },
      path: 'services.web.environment.A',
      text: `services.web.environment.A: 2
* compose.override.yaml:1:48  2  \`!override\` replaces what was before
  compose.yaml:4:23           1  replaced as a whole by \`!override\`
`,
    },
    {
      rule: 'an empty value keeps the earlier one',
      files: {
        'compose.yaml': web('    hostname: base\n'),
        'compose.override.yaml': 'services: { web: { hostname: } }',
      },
      path: 'services.web.hostname',
      text: `services.web.hostname: base
  compose.override.yaml:1:30  null  an empty value keeps what was set before
* compose.yaml:4:15           base  nothing that comes later replaces it
`,
    },
    {
      rule: 'a mount replaces the one at the same target',
      files: {
        'compose.yaml': web('    volumes: ["./a:/a", "./b:/b"]\n'),
        'compose.override.yaml': 'services: { web: { volumes: ["./c:/b"] } }',
      },
      path: 'services.web.volumes[1].source',
      text: `services.web.volumes[1].source: /p/c
* compose.override.yaml:1:30  /p/c  an item of a list, to which each file adds
  compose.yaml:4:25           /p/b  a later file mounts at the same place
`,
    },
    {
      rule: 'what no file sets says why it is there',
      files: { 'compose.yaml': web('') },
      path: 'networks.default.name',
      text: `networks.default.name: p_default
* implied  p_default  \`<project>_<key>\`
`,
    },
    {
      rule: 'the name of the project has sources of its own',
      files: { 'compose.yaml': `name: file\n${web('')}` },
      env: { COMPOSE_PROJECT_NAME: 'shell' },
      options: { projectName: 'flag' },
      path: 'name',
      text: `name: flag
* --project-name        flag   the first that is set counts
  the shell             shell  not needed
  compose.yaml:1:7      file   not needed
  the project's folder  p      not needed
`,
    },
    {
      rule: 'a variable from the shell beats .env and the default',
      files: { 'compose.yaml': web('    hostname: h-${V:-d}\n'), '.env': 'V=file\n' },
      env: { V: 'shell' },
      path: 'services.web.hostname',
      text: `services.web.hostname: h-shell
* compose.yaml:4:15  h-\${V:-d} = h-shell  the only place that sets it

$V: shell
* the shell                     shell  the shell beats files
  .env:1:1                      file   the shell sets it, too
  default in compose.yaml:4:15  d      it is set
`,
    },
    {
      rule: 'the default counts where the variable is empty',
      files: { 'compose.yaml': web('    hostname: ${V:-d}\n'), '.env': 'V=\n' },
      path: 'services.web.hostname',
      text: `services.web.hostname: d
* compose.yaml:4:15  \${V:-d} = d  the only place that sets it

$V: d
  .env:1:1                         it is empty
* default in compose.yaml:4:15  d  nothing else sets it
`,
    },
    {
      rule: 'of several --env-file the last wins',
      files: { 'compose.yaml': web('    hostname: ${V}\n'), 'a.env': 'V=a\n', 'b.env': 'V=b\n' },
      options: { envFiles: ['a.env', 'b.env'] },
      path: '$V',
      text: `$V: b
* b.env:1:1  b  the last file that sets it
  a.env:1:1  a  a stronger file sets it, too

used at
compose.yaml:4:15  services.web.hostname  \${V}  = b
`,
    },
    {
      rule: 'the name of the project is implied only where no file sets it',
      files: { 'compose.yaml': web(''), '.env': 'COMPOSE_PROJECT_NAME=file\n' },
      path: '$COMPOSE_PROJECT_NAME',
      text: `$COMPOSE_PROJECT_NAME: file
* .env:1:1  file  the last file that sets it
  implied   file  only where nothing sets it

no file of the project uses it
`,
    },
    {
      rule: 'a key without value takes the variable of its name',
      files: { 'compose.yaml': web('    environment: [V]\n'), '.env': 'V=file\n' },
      path: 'services.web.environment.V',
      text: `services.web.environment.V: file
* compose.yaml:4:19  V = file  the only place that sets it

$V: file
* .env:1:1  file  the only place that sets it
`,
    },
  ]
  it.each(rules)('$rule', async ({ path, text, ...given }) => {
    expect(await textOf(path, given)).toBe(text)
  })
})

describe('a list of thousands of items', () => {
  it('is explained in time that grows with their number', async () => {
    const ports = Array.from({ length: 20_000 }, (_, index) => `      - "${10_000 + index}:${index + 1}"\n`)
    const started = performance.now()
    const text = await textOf('services', { files: { 'compose.yaml': web(`    ports:\n${ports.join('')}`) } })
    expect(text).toContain('web.ports[19999]')
    expect(performance.now() - started).toBeLessThan(15_000)
  }, 60_000)
})
