/** Names that objects of JavaScript have by themselves, and that are ordinary in a compose file. */
export const builtIn = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'] as const

/** A project in which each map that users key is keyed by these names. */
export function projectOfNames(names: readonly string[], image: string): string {
  const map = (value: (name: string) => string): string =>
    `{${names.map((name) => `${name}: ${value(name)}`).join(', ')}}`
  const same = map((name) => `v-${name}`)
  const services = names.map(
    (name, index) => `
  ${name}:
    image: ${image}
    command: sleep 3600
    init: true
    environment: ${same}
    labels: ${same}
    annotations: ${same}
    sysctls: ${map(() => '1')}
    ulimits: ${map(() => '1024')}
    logging: {driver: json-file, options: ${same}}
    build: {context: ., args: ${same}, labels: ${same}, additional_contexts: ${map(() => 'https://example.com')}}
    deploy: {labels: ${same}}
    networks: ${map(() => '{}')}
    volumes: [${names.map((volume) => `"${volume}:/${volume}"`).join(', ')}]
    secrets: [${names.join(', ')}]
    configs: [${names.join(', ')}]
    depends_on: ${index === 0 ? '{}' : `{${names[index - 1]}: {condition: service_started}}`}
    profiles: [${name}]
    x-${name}: ${same}`,
  )
  return `
services:${services.join('')}
networks: ${map(() => `{labels: ${same}, driver_opts: ${same}}`)}
volumes: ${map(() => `{labels: ${same}, driver_opts: ${same}}`)}
secrets: ${map((name) => `{environment: ${name}}`)}
configs: ${map(() => '{content: a}')}
x-map: ${same}
`
}

/** A smaller one of the same kind that an engine can run. */
export function runnableProject(names: readonly string[]): string {
  const list = names.map((name) => `${name}: v-${name}`).join(', ')
  const services = names.map(
    (name) => `
  ${name}:
    image: busybox
    command: sleep 3600
    init: true
    environment: {${list}, FILLED: "\${${name}}"}
    labels: {${list}}
    networks: [${names.join(', ')}]
    volumes: ["${name}:/data"]`,
  )
  const keys = names.map((name) => `${name}: {labels: {${list}}}`).join(', ')
  const volumes = names.map((name) => `${name}: {labels: {${list}}, name: "\${COMPOSE_PROJECT_NAME}_v${name.length}"}`)
  return `services:${services.join('')}\nnetworks: {${keys}}\nvolumes: {${volumes.join(', ')}}\n`
}
