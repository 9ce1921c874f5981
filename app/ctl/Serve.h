#pragma once

namespace CLI {
class App;
}

namespace assay::ctl {

/// Registers `assayctl serve`. It ends by throwing CLI::RuntimeError with its exit code.
void addServe(CLI::App &app);

} // namespace assay::ctl
