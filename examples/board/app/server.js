// A message board: POST / pins the body, GET / shows all that was pinned.
const fs = require('fs')
const http = require('http')

const file = '/var/lib/board/messages.jsonl'

const server = http.createServer((request, response) => {
  if (request.method === 'POST') {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      fs.appendFileSync(file, JSON.stringify(body) + '\n')
      response.writeHead(201).end('pinned\n')
    })
    return
  }
  const lines = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim().split('\n') : []
  response.setHeader('Content-Type', 'application/json')
  response.end(JSON.stringify(lines.map((line) => JSON.parse(line))) + '\n')
})

server.listen(3000, () => console.log('listening on port 3000'))
process.on('SIGTERM', () => process.exit(0))
