/* Plays a 32-bit Excel: loads xlwings' 32-bit DLL, lets it start the 64-bit server, calls a
 * function with an array of marks, and prints what comes back. Arguments: DLL, command line. */
#define COBJMACROS
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <ole2.h>
#include <oleauto.h>
#include <stdio.h>

typedef int(WINAPI *activate_t)(VARIANT *result, const char *command, int mode);

static VARIANT text(const wchar_t *words)
{
    VARIANT made;
    VariantInit(&made);
    made.vt = VT_BSTR;
    made.bstrVal = SysAllocString(words);
    return made;
}

/* What a range's values are to VBA: rows of cells, counted from 1. */
static VARIANT marks(void)
{
    static const double values[] = {90, 60, 59.9};
    SAFEARRAYBOUND bounds[2] = {{3, 1}, {1, 1}};
    LONG at[2] = {1, 1};
    VARIANT made, cell;
    VariantInit(&made);
    VariantInit(&cell);
    made.vt = VT_ARRAY | VT_VARIANT;
    made.parray = SafeArrayCreate(VT_VARIANT, 2, bounds);
    for (; at[0] <= 3; at[0]++) {
        cell.vt = VT_R8;
        cell.dblVal = values[at[0] - 1];
        SafeArrayPutElement(made.parray, at, &cell);
    }
    return made;
}

static VARIANT alone(VARIANT *element)
{
    SAFEARRAYBOUND bound = {1, 0};
    LONG at = 0;
    VARIANT made;
    VariantInit(&made);
    made.vt = VT_ARRAY | VT_VARIANT;
    made.parray = SafeArrayCreate(VT_VARIANT, 1, &bound);
    SafeArrayPutElement(made.parray, &at, element);
    return made;
}

static void told(const char *what, VARIANT *answer)
{
    char line[4000];
    if (answer->vt == VT_BSTR) {
        WideCharToMultiByte(CP_UTF8, 0, answer->bstrVal, -1, line, sizeof line, NULL, NULL);
        printf("%s=%s\n", what, line);
    } else if (answer->vt == VT_R8)
        printf("%s=%.6f\n", what, answer->dblVal);
    else
        printf("%s: type %d\n", what, answer->vt);
}

static HRESULT called(IDispatch *server, const wchar_t *function, VARIANT given, VARIANT *answer)
{
    LPOLESTR name = (LPOLESTR)L"CallUDF";
    DISPID id;
    VARIANT given_alone = alone(&given);
    VARIANT words[3] = {given_alone, text(function), text(L"xl_quality.excel.server")};
    DISPPARAMS all = {words, NULL, 3, 0}; /* the last one first */
    HRESULT went = IDispatch_GetIDsOfNames(server, &IID_NULL, &name, 1, 0, &id);
    VariantInit(answer);
    if (SUCCEEDED(went))
        went = IDispatch_Invoke(server, id, &IID_NULL, 0, DISPATCH_METHOD, &all, answer, NULL, NULL);
    return went;
}

int main(int count, char **words)
{
    VARIANT server, answer;
    HMODULE library;
    activate_t activate;
    HRESULT went;
    if (count < 3)
        return 2;
    printf("bits=%d\n", (int)(8 * sizeof(void *)));
    CoInitialize(NULL);
    library = LoadLibraryA(words[1]);
    activate = library ? (activate_t)(void *)GetProcAddress(library, "XLPyDLLActivateAuto") : NULL;
    if (!activate) {
        printf("no DLL: error %lu\n", GetLastError());
        return 3;
    }
    VariantInit(&server);
    if (activate(&server, words[2], 1) || server.vt != VT_DISPATCH) {
        told("not started", &server);
        return 4;
    }
    went = called(server.pdispVal, L"PASS_RATE", marks(), &answer);
    SUCCEEDED(went) ? told("PASS_RATE", &answer) : printf("PASS_RATE: error %08lx\n", went);
    went = called(server.pdispVal, L"RMB_UPPER", text(L"1234.5"), &answer);
    SUCCEEDED(went) ? told("RMB_UPPER", &answer) : printf("RMB_UPPER: error %08lx\n", went);
    fflush(stdout);
    activate(&server, words[2], -1);
    return 0;
}
