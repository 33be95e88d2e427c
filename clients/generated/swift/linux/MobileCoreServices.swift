/// Stands in for a framework of Apple's: the generated client imports it wherever it is not compiled for macOS, and calls
/// it only on systems from before iOS 14.

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
