/* Plays py.exe as PEP 397 has it: "py -3 ..." starts the Python that the registry names. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

int wmain(void)
{
    wchar_t program[MAX_PATH], line[32000], *rest = wcsstr(GetCommandLineW(), L" -3 ");
    DWORD size = sizeof program, code = 1;
    const wchar_t *key = L"Software\\Python\\PythonCore\\3.13\\InstallPath";
    STARTUPINFOW start = {sizeof start};
    PROCESS_INFORMATION made;
    if (!rest || RegGetValueW(HKEY_CURRENT_USER, key, L"ExecutablePath", RRF_RT_REG_SZ, NULL, program, &size))
        return 103; /* as the launcher says that there is none */
    _snwprintf(line, 32000, L"\"%ls\" %ls", program, rest + 4);
    if (!CreateProcessW(program, line, NULL, NULL, TRUE, 0, NULL, NULL, &start, &made))
        return 104;
    WaitForSingleObject(made.hProcess, INFINITE);
    GetExitCodeProcess(made.hProcess, &code);
    return (int)code;
}
