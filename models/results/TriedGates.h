#pragma once

#include "services/authoring/AuthoredDocument.h"
#include "services/core/Catalogue.h"

#include <optional>

namespace assay {

/// A collection's document as it is edited, with the gates and weights of `tried` (see WhatIf::collection()); all else stays as
/// it stands there. None when it lists other benchmarks by now, so that it is not known which gate belongs where.
std::optional<AuthoredDocument> withTriedGates(const AuthoredDocument &document, const Collection &tried);

/// What a new collection starts with, named so that it is not taken for the one it comes from.
AuthoredDocument newFromTried(const Collection &tried);

} // namespace assay
