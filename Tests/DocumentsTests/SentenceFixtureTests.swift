import Documents
import TestSupport
import Testing
