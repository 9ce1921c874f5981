#pragma once

#include "services/verdict/Judge.h"

namespace assay {

/// How uncertainty is treated where nobody says otherwise: the default of GatePolicy until setCurrentPolicy() gave another. Any thread.
GatePolicy currentPolicy();
void setCurrentPolicy(const GatePolicy &policy);

} // namespace assay
