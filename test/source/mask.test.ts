import { expect, test } from 'vitest'
import { maskedCommand } from '../../src/source/mask-command.ts'
import { masked, namesSecret, withoutUserinfo } from '../../src/source/mask.ts'

test.each([
  ['tcp://user:PW@127.0.0.1:1 (DOCKER_HOST)', 'tcp://***@127.0.0.1:1 (DOCKER_HOST)'],
  ['fetch https://u:P@W@host/x.git#main', 'fetch https://***@host/x.git#main'],
  ['https://u:P/W@host/x', 'https://***@host/x'],
  ['https://TOKEN@host/x', 'https://***@host/x'],
  ['ssh://u:PW@host', 'ssh://***@host'],
  ['CMD wget "http://u:PW@a/" http://v:PX@b/', 'CMD wget "http://***@a/" http://***@b/'],
  ['image u:PW@127.0.0.1:1/x', 'image ***@127.0.0.1:1/x'],
  ['not `u:PW@host/x`', 'not `***@host/x`'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutUserinfo(text)).toBe(shown)
})

test.each([
  'ssh://git@host/x.git',
  'git@host:a/b.git',
  'postgres:16@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'oci://localhost:5000/app@sha256:0123456789abcdef',
  'https://host:5000/a@b',
  'npm:lodash@4.17.21',
  'write to a@b.org',
  'https://u:${PW}@host',
])('%s stays as it is', (text) => {
  expect(withoutUserinfo(text)).toBe(text)
})

test.each([
  ['    context: "https://u:PW@host/x.git"', '    context: "https://u:***@host/x.git"'],
  ['    context: https://TOKEN@host/x.git', '    context: https://***@host/x.git'],
  ['    image: "u:PW@127.0.0.1:1/x"', '    image: "u:***@127.0.0.1:1/x"'],
  ['ENV API_TOKEN P W', 'ENV API_TOKEN ***'],
  ['ENV API_TOKEN=PW', 'ENV API_TOKEN=***'],
  ['ENV NAME token', 'ENV NAME token'],
])('the line %s of a file is shown as %s', (line, shown) => {
  expect(masked(line)).toBe(shown)
})

test.each([
  [['false --password=PW1,PW2 PGPASSWORD=PW3'], 'false --password=***'],
  [
    ['sh', '-c', 'PGPASSWORD=\'P W\' psql --password PW -h db\ncurl --token="PW" x'],
    'sh -c PGPASSWORD=***\ncurl --token=***',
  ],
  [['mysqladmin', '--password', 'PW', 'ping'], 'mysqladmin --password *** ping'],
  [['sh', '-c', 'a;API_KEY=PW b|TOKEN=PW c'], 'sh -c a;API_KEY=***'],
  [['curl', 'http://u:PW@db/'], 'curl http://u:***@db/'],
])('the command line %j is shown as %s', (words, shown) => {
  const text = maskedCommand(words).join(' ')
  expect(text).not.toMatch(/PW\b/)
  expect(text).toBe(shown)
})

test.each([
  'pg_isready --no-password -h db',
  'redis-cli -a $$REDIS ping',
  'test --password=$PW',
  'wget -qO- http://a:1/b',
])('the command line %s stays as it is', (text) => {
  expect(maskedCommand([text])).toEqual([text])
})

test.each(
  'DBPASSWORD DB_PASS PASS PGPASS SSHPASS PASSWD PASSPHRASE COMPASS_PASSWORD MYSQL_PWD DB_PW MYSECRET CLIENT_SECRETS GITHUB_TOKEN authToken MAX_TOKENS AUTH BASIC_AUTH OAUTH AUTHORIZATION AUTHTOKEN AUTHOR_TOKEN APIKEY API_KEYS SSHKEY KEY privateKey COMMONKEY MONKEY_KEY CREDENTIALS TLS_CERT SENTRY_DSN SALT'.split(
    ' ',
  ),
)('%s names a secret', (name) => {
  expect(namesSecret(name)).toBe(true)
})

test.each(
  'MONKEY APP_MONKEY_COUNT KEYBOARD TURKEY DONKEY HOCKEY AUTHOR GIT_AUTHOR_NAME AUTHORS AUTHORITY_NAME TOKENIZER TOKENIZERS_PARALLELISM PASSENGER PASSENGER_COUNT PASSIVE PASSED COMPASS BYPASS BYPASS_CACHE SECRETARY KEYCLOAK_URL CERTAIN'.split(
    ' ',
  ),
)('%s names none', (name) => {
  expect(namesSecret(name)).toBe(false)
})
