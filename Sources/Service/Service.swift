/// The service: configuration, routes and handlers over the engine.
package enum Service {}
