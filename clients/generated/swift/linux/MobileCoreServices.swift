/// A stub of an Apple framework: the generated client imports it unless it is compiled for macOS, and calls it only on
/// systems before iOS 14.

import Foundation
@_exported import FoundationNetworking

@_alwaysEmitIntoClient
public var kUTTagClassFilenameExtension: NSString { "" }

@_alwaysEmitIntoClient
public var kUTTagClassMIMEType: NSString { "" }

@_alwaysEmitIntoClient
public func UTTypeCreatePreferredIdentifierForTag(_: NSString, _: NSString, _: NSString?) -> Unmanaged<NSString>? { nil }

@_alwaysEmitIntoClient
public func UTTypeCopyPreferredTagWithClass(_: NSString, _: NSString) -> Unmanaged<NSString>? { nil }
