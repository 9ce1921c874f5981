#pragma once

#include "services/core/Csv.h" // the window reads such files, too
