// A guest book: POST / signs it with the body, GET / lists all that was signed, to browsers as a page. It speaks Redis's
// protocol itself.
const fs = require('fs')
const http = require('http')
const net = require('net')

const page = fs.readFileSync(`${__dirname}/page.html`)
const [host, port] = process.env.CACHE.split(':')

/** Sends one command; the answer's first line, and the lines after it. */
function redis(...words) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), host, () => {
      const parts = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`)
      socket.end(`*${words.length}\r\n${parts.join('')}*1\r\n$4\r\nQUIT\r\n`)
    })
    let answer = ''
    socket.setEncoding('utf8').on('data', (text) => (answer += text))
    socket.on('error', reject).on('close', () => resolve(answer.split('\r\n')))
  })
}

async function entries() {
  const [count, ...lines] = await redis('LRANGE', 'entries', '0', '-1')
  return Array.from({ length: Number(count.slice(1)) }, (_, i) => lines[2 * i + 1])
}

async function answer(request) {
  if (request.url === '/healthz') return [(await redis('PING'))[0] === '+PONG' ? 200 : 503, { cache: 'up' }]
  if (request.method !== 'POST') return [200, await entries()]
  let body = ''
  for await (const chunk of request) body += chunk
  if (body.trim() === '') return [400, { error: 'nobody has signed' }]
  await redis('RPUSH', 'entries', JSON.stringify(body).slice(1, -1))
  console.log(`signed by ${body}`)
  return [201, { signed: body }]
}

const server = http.createServer((request, response) => {
  if (request.method === 'GET' && /\btext\/html\b/.test(request.headers.accept)) {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    return response.end(page)
  }
  answer(request)
    .catch((error) => [503, { error: error.message }])
    .then(([status, value]) => {
      response.writeHead(status, { 'Content-Type': 'application/json' })
      response.end(`${JSON.stringify(value)}\n`)
    })
})

server.listen(3000, () => console.log('listening on port 3000'))
process.on('SIGTERM', () => process.exit(0))
