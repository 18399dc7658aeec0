"""PyPI's own library judges an attestation, with the trusted root of the test's Sigstore."""

import sys
from pathlib import Path

from pypi_attestations import Attestation, Distribution, GitHubPublisher
from sigstore.models import TrustedRoot
from sigstore.verify import Verifier

root, attestation, distribution, repository, workflow = sys.argv[1:]
trusted = TrustedRoot.from_file(root)
Verifier.production = classmethod(lambda cls, offline=False: cls(trusted_root=trusted))
read = Attestation.model_validate_json(Path(attestation).read_text())
publisher = GitHubPublisher(repository=repository, workflow=workflow)
print(read.verify(publisher, Distribution.from_file(Path(distribution))))
