// A benchmark's command that misbehaves on demand. Its arguments are actions, done in order; see act().
#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <iostream>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using Json = nlohmann::json;

#ifdef __SANITIZE_ADDRESS__
// What it is told to leave behind is no leak; a clean environment brings no ASAN_OPTIONS here.
extern "C" const char *__asan_default_options();
extern "C" const char *__asan_default_options()
{
    return "detect_leaks=0";
}
#endif

namespace {

char **arguments;
std::string next() { return *arguments ? *arguments++ : std::string(); }

Json jobSpec()
{
    std::ifstream file(std::getenv("EVALHUB_JOB_SPEC_PATH"));
    return Json::parse(file);
}

/// Status code of POSTing the body to the callback; 0: no answer.
int post(const Json &spec, const std::string &body)
{
    const std::string callback = spec.at("callback_url"); // http://127.0.0.1:PORT[/SECRET]
    const auto colon = callback.rfind(':');
    char *end = nullptr;
    const auto port = std::strtoul(callback.c_str() + colon + 1, &end, 10);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(std::uint16_t(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::connect(fd, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        return 0;
    const std::string request = "POST " + std::string(end) + "/api/v1/evaluations/jobs/" + spec.at("id").get<std::string>()
        + "/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    (void)!::write(fd, request.data(), request.size());
    char answer[4096] = {};
    const ssize_t n = ::read(fd, answer, sizeof answer - 1);
    ::close(fd);
    return n > 12 ? std::atoi(answer + 9) : 0;
}

void report(const std::string &status)
{
    const Json spec = jobSpec();
    Json event{{"id", spec.at("benchmark_id")}, {"provider_id", spec.at("provider_id")}, {"benchmark_index", spec.at("benchmark_index")},
               {"status", status}};
    if (status == "completed")
        event["metrics"] = {{"acc", 0.75}};
    if (status == "failed")
        event["error_message"] = {{"message", "asked to"}, {"message_code", "asked"}};
    std::printf("%s -> %d\n", status.c_str(), post(spec, Json{{"benchmark_status_event", event}}.dump()));
}

/// Written by rename: who sees the file sees all of it.
void writeFile(const std::string &path, const std::string &text)
{
    std::ofstream(path + ".new") << text;
    std::rename((path + ".new").c_str(), path.c_str());
}

[[noreturn]] void stay(const std::string &pidFile)
{
    writeFile(pidFile, std::to_string(::getpid()) + '\n');
    while (true)
        ::pause();
}

void waitFor(const std::string &path)
{
    struct stat info = {};
    while (::stat(path.c_str(), &info) != 0)
        ::usleep(5000);
}

std::string openDescriptors()
{
    std::string all;
    DIR *folder = ::opendir("/proc/self/fd");
    while (const dirent *entry = ::readdir(folder)) {
        if (entry->d_name[0] != '.' && std::atoi(entry->d_name) != ::dirfd(folder))
            all += std::string(entry->d_name) + ' ';
    }
    ::closedir(folder);
    return all;
}

void flood(std::size_t bytes)
{
    std::string line(99, 'x');
    for (std::size_t written = 0, i = 0; written < bytes; written += 100, ++i) {
        const std::string number = std::to_string(i);
        line.replace(0, number.size(), number);
        std::puts(line.c_str());
    }
}

bool act(const std::string &action)
{
    if (action == "say")
        std::puts(next().c_str());
    else if (action == "err")
        std::cerr << next() << std::endl;
    else if (action == "post")
        report(next());
    else if (action == "raw")
        std::printf("raw -> %d\n", post(jobSpec(), next()));
    else if (action == "flood")
        flood(std::strtoul(next().c_str(), nullptr, 10));
    else if (action == "ignore-term")
        ::signal(SIGTERM, SIG_IGN);
    else if (action == "stay") // FILE for the pid
        stay(next());
    else if (action == "wait")
        waitFor(next());
    else if (action == "write") { // FILE TEXT
        const std::string path = next();
        writeFile(path, next());
    } else if (action == "copy-env") { // FILE: one variable a line
        std::string all;
        for (char **entry = environ; *entry; ++entry)
            all += std::string(*entry) + '\n';
        writeFile(next(), all);
    } else if (action == "folder") { // FILE for the working directory
        char path[4096];
        writeFile(next(), ::getcwd(path, sizeof path));
    } else if (action == "descriptors")
        writeFile(next(), openDescriptors());
    else if (action == "child") { // FILE: a child that stays
        const std::string file = next();
        if (::fork() == 0)
            stay(file);
        waitFor(file);
    } else if (action == "daemon") { // FILE: a grandchild that left for a session of its own
        const std::string file = next();
        if (::fork() == 0) {
            ::setsid();
            if (::fork() == 0)
                stay(file);
            ::_exit(0);
        }
        waitFor(file);
    } else if (action == "burn") { // milliseconds of CPU
        const auto until = ::clock() + std::atol(next().c_str()) * CLOCKS_PER_SEC / 1000;
        while (::clock() < until) { }
    } else if (action == "crash") {
        const rlimit none = {0, 0};
        ::setrlimit(RLIMIT_CORE, &none);
        ::signal(SIGSEGV, SIG_DFL);
        ::raise(SIGSEGV);
    } else if (action == "exit")
        std::exit(std::atoi(next().c_str()));
    else
        return false;
    std::fflush(stdout);
    return true;
}

} // namespace

int main(int, char **argv)
{
    arguments = argv + 1;
    while (*arguments) {
        const std::string action = next();
        if (!act(action)) {
            std::cerr << "no such action: " << action << '\n';
            return 64;
        }
    }
    return 0;
}
