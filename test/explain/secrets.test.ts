import { describe, expect, it } from 'vitest'
import { config } from '../../src/api/config.ts'
import { explain } from '../../src/api/explain.ts'
import { explanationJson, explanationText } from '../../src/cli/format/explain-format.ts'
import { plain, worldOf } from '../load/world.ts'
import { web } from './helper.ts'

describe('secrets never appear', () => {
  const secret = 'hunter2hunter'
  const files = {
    'compose.yaml': web(`    environment:
      DB_PASSWORD: \${PW:-${secret}}
      PLAIN_TOKEN: ${secret}
      URL: postgres://app:${secret}@db/x
      FILLED: pre-\${API_KEY}-post
      OTHER: "\${PW}"
    command: ["run", "--password", "${secret}", "--token=${secret}"]
    entrypoint: tool --api-key ${secret} go
    env_file: a.env
    labels: { "auth.users": "${secret}" }
`),
    'compose.override.yaml': `services: { web: { environment: { DB_PASSWORD: ${secret}, PLAIN_TOKEN: "${secret}" } } }`,
    '.env': `API_KEY=${secret}\nPW=${secret}\n`,
    'a.env': `A_SECRET=${secret}\nB=\${API_KEY}\n`,
  }
  const asked = [
    'services',
    'services.web',
    ...['DB_PASSWORD', 'PLAIN_TOKEN', 'URL', 'FILLED', 'OTHER', 'A_SECRET', 'B'].map(
      (name) => `services.web.environment.${name}`,
    ),
    'services.web.command',
    'services.web.entrypoint',
    'services.web.command[2]',
    'services.web.labels',
    'PW',
    'API_KEY',
  ]
  it.each(asked)('in the explanation of %s', async (path) => {
    const { explanation } = await explain(path, plain, worldOf(files))
    expect(explanationText(explanation, '/p')).not.toContain(secret)
    expect(explanationJson(explanation)).not.toContain(secret)
  })

  it('in an extension that calls one so, whatever the file says elsewhere', async () => {
    const world = worldOf({
      'compose.yaml': 'x-app: { api_key: onlyhere, plain: shown }\nservices: { web: { image: x } }\n',
    })
    const { explanation } = await explain('x-app', plain, world)
    expect(explanationText(explanation, '/p')).toContain('shown')
    expect(explanationText(explanation, '/p')).not.toContain('onlyhere')
  })

  it('in the comments of config --annotate', async () => {
    const options = { ...plain, services: [], view: 'model', format: 'yaml' } as const
    const { text } = await config({ ...options, annotate: '/p' }, worldOf(files))
    const comments = text.split('\n').map((line) => / {2}# .*$/.exec(line)?.[0] ?? '')
    expect(comments.filter((comment) => comment !== '').length).toBeGreaterThan(15)
    expect(comments.join('\n')).not.toContain(secret)
  })
})
