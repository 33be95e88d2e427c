import Foundation

// The driver of the conformance suite (clients/conformance/README.md): commands on standard input, answers
// and events on standard output.

let (lines, reader) = AsyncStream<String>.makeStream()
Thread.detachNewThread {
  while let line = readLine() { reader.yield(line) }
  reader.finish()
}

let driver = Driver()
for await line in lines where !line.isEmpty {
  do {
    await driver.run(try Command(line: line))
  } catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
  }
}
exit(0)
