#pragma once

#include "services/backends/rest/GivenRows.h"

namespace assay::scale {

using Rows = GivenRows;
using assay::largestRows;
using assay::rowsFromFile;
using assay::rowsFromText;

} // namespace assay::scale
