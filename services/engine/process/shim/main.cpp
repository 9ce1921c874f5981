// assay-shim: stands between the engine and one provider's command, so that a restart of the engine loses neither reports nor
// the way the command ended. Started by the engine only; see RunFiles.h for how the two talk.
#include "services/engine/posix/RunFiles.h"
#include "services/engine/process/shim/Shim.h"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <sys/prctl.h>
#include <unistd.h>

using namespace assay::engine;

int main(int argc, char **argv)
{
    if (argc != 2) {
        std::fputs("assay-shim is started by the local engine, not by hand.\n", stderr);
        return 64;
    }
    try {
        shim::Settings settings = shim::readSettings(argv[1]);
        ::signal(SIGPIPE, SIG_IGN);
        ::prctl(PR_SET_CHILD_SUBREAPER, 1); // what detaches itself from the command comes to us
        char go = 0;
        ssize_t n = 0;
        do {
            n = ::read(runfiles::goFd, &go, 1);
        } while (n < 0 && errno == EINTR);
        ::close(runfiles::goFd);
        if (n != 1) { // the engine died before it had written us down: nobody would know of the command
            shim::writeNeverStarted(settings.folder);
            return 0;
        }
        shim::Shim(std::move(settings)).run();
        return 0;
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s: %s\n", argv[1], error.what());
        return 2;
    }
}
