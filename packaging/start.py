"""Where the built program begins."""

import os
import sys

from ui.app import main

DEBIANS_TRUST = "/usr/lib/ssl/certs"
"""Where the OpenSSL that Debian built, and that comes along, looks for whom to trust."""
TRUST_ELSEWHERE = (
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
)

if sys.platform == "linux" and not os.path.isdir(DEBIANS_TRUST):
    for bundle in filter(os.path.isfile, TRUST_ELSEWHERE):
        os.environ.setdefault("SSL_CERT_FILE", bundle)

sys.exit(main())
