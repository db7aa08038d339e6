/** Programs that hold data or messages, by the last part of their image's name. */
const stores =
  /^(?:postgres|postgresql|postgis|pgvector|timescaledb(?:-ha)?|mysql|mysql-server|mariadb|mongo|mongodb|mongodb-community-server|redis|redis-stack(?:-server)?|valkey|keydb|memcached|cassandra|scylla|couchdb|couchbase|elasticsearch|opensearch|rabbitmq|nats|kafka|cp-kafka|zookeeper|clickhouse(?:-server)?|influxdb|neo4j|cockroach|mssql-server|sqlserver|etcd|minio|solr|arangodb|surrealdb|dynamodb-local|activemq(?:-artemis|-classic)?|pulsar)$/

/** The last part of an image's name, without tag and digest: `postgres` of `docker.io/library/postgres:16@sha256:…`. */
export function programOf(image: string): string {
  const [named = ''] = image.split('@', 1)
  return (named.split('/').at(-1) ?? '').replace(/:.*$/, '')
}

/** Whether an image is that of a database, a cache or a queue: something that others wait for and that holds data. */
export function isStore(image: string | undefined): boolean {
  return image !== undefined && stores.test(programOf(image))
}

/** The tag; undefined where there is none. A digest counts as one. */
export function tagOf(image: string): string | undefined {
  if (image.includes('@')) return image.slice(image.indexOf('@') + 1)
  const last = image.split('/').at(-1) ?? ''
  return last.includes(':') ? last.slice(last.indexOf(':') + 1) : undefined
}
