#include "app/ctl/Commands.h"

namespace assay::ctl {

void addClientCommands(CLI::App &app)
{
    for (const auto add : {addRun, addWait, addList, addShow, addCancel, addDemo, addScore, addLint})
        add(app);
}

} // namespace assay::ctl
